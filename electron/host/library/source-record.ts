import { z } from 'zod';

/** The file that lies beside a downloaded model and says where it came from. */
export const sourceRecordName = 'conclave-source.json';

/** A downloaded model lies in `models/OWNER/REPOSITORY/OFFER/`: its files and this record, all or nothing. */
export const sourceRecordSchema = z.object({
  repositoryId: z.string(),
  revision: z.string(),
  offerKey: z.string(),
  licence: z.string().nullable(),
  files: z.array(z.object({ fileName: z.string(), sizeBytes: z.number(), sha256: z.string().nullable() })),
});
export type SourceRecord = z.infer<typeof sourceRecordSchema>;
