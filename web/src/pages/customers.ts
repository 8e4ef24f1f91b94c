export function customersPage(_root: HTMLElement): void {}
