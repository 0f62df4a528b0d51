"""The guided story: its steps as data, what they unlock, how a prediction and a puzzle are judged."""
