/** A body that cannot be used; `status` is what HTTP says about it. */
export class BodyError extends Error {
  constructor(readonly status: 400 | 413) {
    super(status === 413 ? 'the body is too large' : 'the body cannot be read');
    this.name = 'BodyError';
  }
}

const maxBodyBytes = 64 * 1024;

async function readBytes(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) throw new BodyError(413);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (;;) {
    const part = await reader?.read().catch(() => {
      throw new BodyError(400);
    });
    if (!part || part.done) break;
    length += part.value.byteLength;
    if (length > maxBodyBytes) {
      await reader?.cancel();
      throw new BodyError(413);
    }
    chunks.push(part.value);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/**
 * The fields of a form, urlencoded or multipart; files and bodies of another type count as no field at all.
 * @throws BodyError
 */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const bytes = await readBytes(request);
  const type = request.headers.get('content-type') ?? '';
  if (/^application\/x-www-form-urlencoded\b/i.test(type))
    return new URLSearchParams(Buffer.from(bytes).toString('utf8'));
  if (!/^multipart\/form-data\b/i.test(type)) return new URLSearchParams();
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData().catch(() => {
    throw new BodyError(400);
  });
  return new URLSearchParams([...form].filter((field): field is [string, string] => typeof field[1] === 'string'));
}

/** @throws BodyError */
export async function readJson(request: Request): Promise<unknown> {
  const bytes = await readBytes(request);
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new BodyError(400);
  }
}

/** A parameter that is there exactly once and not empty (RFC 6749, section 3.1: never more than once). */
export function single(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name);
  return values.length === 1 && values[0] !== '' ? values[0] : undefined;
}
