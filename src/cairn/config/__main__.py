"""Run the command as `python -m cairn.config`."""

from cairn.config.cli import main

if __name__ == "__main__":
    main(prog_name="cairn")
