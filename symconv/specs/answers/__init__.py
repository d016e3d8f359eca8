"""What is answered to words of others, and to sizes that may have been meant otherwise."""
