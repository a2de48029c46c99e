"""The people of one organisation, invited and removed by whoever is responsible for it."""
