"""`python -m aggregator` is `aggregator`."""


def main() -> None:
    """Run the command line. Workers import the program's main module too, and need nothing of the command line."""
    from aggregator.cli import main as run

    run()


if __name__ == "__main__":
    main()
