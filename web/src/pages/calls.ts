export function callsPage(_root: HTMLElement): void {}
