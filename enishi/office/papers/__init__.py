"""Papers: one description of an A4 form, printed as PDF or as a workbook. Knows nothing of Django or of any room."""
