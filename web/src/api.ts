/** The JSON API: every request of the page goes through here; problems become `Problem`. */

import { boot } from "./boot";
import { _ } from "./i18n";

/** What the server refused and why (RFC 9457), or that it could not be reached (status 0). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly field: string | null = null,
  ) {
    super(detail);
  }
}

interface ProblemBody {
  title?: string;
  detail?: string;
  code?: string;
  field?: string;
}

async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as ProblemBody;
  const texts = response.status >= 500 ? [body.title, body.detail] : [body.detail || body.title];
  const detail = texts.filter(Boolean).join(" – ") || _("The server answered {status}.", { status: response.status });
  return new Problem(response.status, body.code ?? "error", detail, body.field ?? null);
}

function leaveWhenLoggedOut(problem: Problem): void {
  if (problem.status === 401 && boot.page !== "login") {
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
}

async function request<T>(method: string, path: string, body?: unknown, keepalive = false): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET" && boot.csrf) headers["X-CSRF-Token"] = boot.csrf;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      keepalive,
      credentials: "same-origin",
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch {
    throw new Problem(0, "unreachable", _("The server cannot be reached. What you entered is kept here."));
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    leaveWhenLoggedOut(problem);
    throw problem;
  }
  const text = await response.text();
  return (text ? JSON.parse(text) : null) as T;
}

export const get = <T>(path: string): Promise<T> => request<T>("GET", path);
/** `keepalive`: sent even when the page goes. */
export const post = <T = null>(path: string, body?: unknown, keepalive = false): Promise<T> =>
  request<T>("POST", path, body, keepalive);
export const put = <T = null>(path: string, body: unknown, keepalive = false): Promise<T> =>
  request<T>("PUT", path, body, keepalive);
export const del = (path: string): Promise<null> => request<null>("DELETE", path);

/** `?a=1&b=2` of the values that are given. */
export function query(values: Record<string, string | number | null | undefined>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== "") given.set(name, String(value));
  }
  const text = given.toString();
  return text ? `?${text}` : "";
}

export function problemText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
