"""What people say at a workshop: notes from phones and cards, the wall, clusters, dots, needs."""
