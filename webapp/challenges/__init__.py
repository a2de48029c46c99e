"""What a company needs: described, followed, released, taken back."""
