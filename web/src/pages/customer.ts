export function customerPage(_root: HTMLElement): void {}
