"""Many visitors at once, over real websockets: how long they wait, what they cost, and that each sees her own."""
