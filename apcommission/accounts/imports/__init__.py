"""Files from outside: schools, postcodes and the numbers of local authorities."""
