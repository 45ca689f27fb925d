// The server's answers. The clock is the server's: a viewer's own may be wrong by hours.
let ahead = 0;

export const serverNow = () => Date.now() + ahead;

export class ApiError extends Error {
  constructor(status) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

export async function get(path, signal) {
  // the browser's cache holds the ETags: an unchanged answer costs a 304
  const response = await fetch(path, { headers: { accept: 'application/json' }, cache: 'no-cache', signal });
  const date = Date.parse(response.headers.get('date') ?? '');
  if (!Number.isNaN(date)) ahead = date - Date.now();
  if (!response.ok) throw new ApiError(response.status);
  return response.json();
}
