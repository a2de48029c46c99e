"""The plan over all open Bedarfe of a desk: advice, never an assignment."""
