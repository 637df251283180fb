"""Why an article is what it is: for the command line and for the API alike."""
