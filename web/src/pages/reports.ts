export function reportsPage(_root: HTMLElement): void {}
