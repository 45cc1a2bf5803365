"""The looks of `integrator doctor`: each stands alone, has a deadline, and says what to do about what it found."""
