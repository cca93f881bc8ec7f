"""Sheets: reading CSV and XLSX that people bring, writing CSV and XLSX that people take away.

Knows nothing of Django or of any room: bytes and rows in, rows and bytes out.
"""
