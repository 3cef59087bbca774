// What node:v8 documents and its types leave out (nodejs.org/api/v8.html#serialization-api).
import 'node:v8';

declare module 'node:v8' {
  interface Serializer {
    /** True: typed arrays go to `_writeHostObject`. */
    _setTreatArrayBufferViewsAsHostObjects(flag: boolean): void;
    _writeHostObject(object: object): void;
  }
  interface Deserializer {
    _readHostObject(): object;
  }
}
