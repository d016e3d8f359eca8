"""What `symconv generate` makes: kernels of layers, of networks and of ONNX models."""
