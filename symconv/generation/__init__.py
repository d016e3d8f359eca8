"""From spec lists to files: what they should hold, writing them, and finding drift."""

from symconv.generation.drift import Drift, DriftKind, find_drift
from symconv.generation.files import (
    MARKER,
    ClaimedFolder,
    GeneratedFile,
    check_folder,
    claim_folder,
    write_files,
    write_text,
)
from symconv.generation.network import NetworkSource, produce_network, read_network_source
from symconv.generation.produce import produce_kernel, produce_list

__all__ = [
    "MARKER",
    "ClaimedFolder",
    "Drift",
    "DriftKind",
    "GeneratedFile",
    "NetworkSource",
    "check_folder",
    "claim_folder",
    "find_drift",
    "produce_kernel",
    "produce_list",
    "produce_network",
    "read_network_source",
    "write_files",
    "write_text",
]
