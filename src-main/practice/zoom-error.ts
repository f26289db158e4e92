/** An error of the REST API, in Zoom's shape (zoom docs: api/errors). */
export function zoomError(
  status: number,
  code: number,
  message: string,
  errors?: readonly { field: string; message: string }[],
): Response {
  return Response.json({ code, message, ...(errors ? { errors } : {}) }, { status });
}
