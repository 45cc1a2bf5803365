"""What a store sells and where it lies: products, variants, stock, locations, files, publications."""
