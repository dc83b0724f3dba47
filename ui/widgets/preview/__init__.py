"""The preview of a brief (Ctrl+P): what will be printed, as it will be printed."""
