"""What `symconv verify` does: documents judged, reports printed, repairs shown and written."""
