"""Whether customers use what they bought: people, licences, features, time and the way to value."""
