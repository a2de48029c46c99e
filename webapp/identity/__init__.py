"""Who somebody is: proved again before grave steps, and the address that stands for them."""
