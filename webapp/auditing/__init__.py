"""The audit trail for those whom it protects: who has read a need, is it whole."""
