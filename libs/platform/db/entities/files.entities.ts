import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { instant } from './instant.js';
import { InboxEntity } from './asking.entities.js';
import { DossierEntity } from './dossier.entities.js';
import { ContactEntity } from './network.entities.js';

/** A file that somebody uploaded with an answer. Its content stands in the file store under its hash. */
@Entity('uploaded_file')
@Index(['ref'])
@Index(['promptId'], { where: `"answer_id" is null` })
@Index(['sha256'])
export class UploadedFileEntity {
  @PrimaryColumn('uuid') id!: string;
  /** Of the content as it is kept, in hex. */
  @Column('text') sha256!: string;
  /** As it is shown and downloaded: without anything that could be taken for a path or another name. */
  @Column('text') name!: string;
  /** Bytes, as kept. */
  @Column('integer') size!: number;
  /** By content, never by name. */
  @Column('text') mediaType!: string;
  /** The contact who uploaded it. */
  @ForeignKey(() => ContactEntity, { name: 'uploaded_file_holder_fk' })
  @Column('text') holderId!: string;
  @Column('text') promptId!: string;
  @ForeignKey(() => DossierEntity, { name: 'uploaded_file_ref_fk' })
  @Column('text') ref!: string;
  @Column(instant) uploadedAt!: string;
  /** The first answer that was sent with it; null as long as it is only saved. */
  @ForeignKey(() => InboxEntity, { name: 'uploaded_file_answer_fk' })
  @Column('uuid', { nullable: true }) answerId!: string | null;
}
