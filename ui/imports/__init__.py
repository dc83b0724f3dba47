"""The page that brings a spreadsheet in, step by step; nothing is written before the last one."""
