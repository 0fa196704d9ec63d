"""Files notes into packages and publishes them, and keeps the promise to those who have an earlier release."""
