"""What the software learned from decisions: figures in words, versions, and the way back."""
