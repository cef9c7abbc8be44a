import { Injectable } from '@nestjs/common';
import { Door } from './door.js';

/** How many links that lead nowhere one network may try: nobody guesses one, and nobody mistypes that often. */
const allowance = { times: 100, seconds: 60 };

/** Who tries links that lead nowhere. Whoever did so too often is answered before anything is read or looked up. */
@Injectable()
export class UnknownLinks extends Door {
  constructor() {
    super(allowance);
  }
}
