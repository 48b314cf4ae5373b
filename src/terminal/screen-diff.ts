/** What takes the terminal from the frame it shows to the next: lines that changed, each cleared behind its end. */
export class ScreenDiff {
  #shown: readonly string[] | null = null

  /** Nothing is known of what the terminal shows: after a change of its size. */
  forget(): void {
    this.#shown = null
  }

  next(lines: readonly string[]): string {
    let out = this.#shown === null ? '\u001b[0m\u001b[2J' : ''
    const height = Math.max(lines.length, this.#shown?.length ?? 0)
    for (let row = 0; row < height; row++) {
      const line = lines[row] ?? ''
      // Cleared first: behind a full line the cursor may stand on its last column still.
      if (line !== (this.#shown?.[row] ?? '')) out += `\u001b[${row + 1};1H\u001b[2K${line}`
    }
    this.#shown = [...lines]
    return out
  }
}
