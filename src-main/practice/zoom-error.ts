/** An error of the REST API, in Zoom's shape (zoom docs: api/errors). */
export function zoomError(
  status: number,
  code: number,
  message: string,
  errors?: readonly { field: string; message: string }[],
): Response {
  return Response.json({ code, message, ...(errors ? { errors } : {}) }, { status });
}

/** @param fields such as `settings.jbh_time`; Zoom's sentence has the last part of each */
export function invalidField(...fields: string[]): Response {
  return zoomError(
    400,
    300,
    'Validation Failed.',
    fields.map((field) => ({ field, message: `Invalid parameter: ${field.split('.').at(-1)}.` })),
  );
}
