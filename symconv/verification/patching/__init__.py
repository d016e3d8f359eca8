"""Writing repairs into documents: where they go, and whether what comes of it is right."""
