"""Working on a case together: deputies, Übergabe, Anmerkungen, two pairs of eyes, Fristen."""
