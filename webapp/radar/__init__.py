"""The Bedarfsradar: what companies let every subscribed professor read."""
