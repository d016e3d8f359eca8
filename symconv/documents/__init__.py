"""The one document model: what is printed, before any format."""
