"""The agenda as a spreadsheet: out, edited by anybody, and in again."""
