/** Gives the person a file that was made here. */
export function saveFile(name: string, content: string | Blob, type: string): void {
  const url = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type }) : content)
  const a = document.createElement('a')
  a.href = url
  a.download = name
  a.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** A CSV of rows. Cells that a spreadsheet would take for a formula are prefixed. */
export function csv(rows: (string | number)[][]): string {
  const cell = (v: string | number): string => {
    const s = typeof v === 'string' && /^([\t\r\n]|[\s\0\ufeff]*[=+\-@＝＋－＠])/.test(v) ? `'${v}` : String(v)
    return /[",\n\r]/.test(s) ? `"${s.replace(/"/g, '""')}"` : s
  }
  return rows.map((r) => r.map(cell).join(',')).join('\r\n') + '\r\n'
}
