"""The form as data (`form`) and the record that a report becomes (`record`)."""
