"""What people look at: a report and a run in the terminal, exports, pages."""
