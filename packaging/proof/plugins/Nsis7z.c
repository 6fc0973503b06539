#include "nsis-plugin.h"
#include "7z.h"
#include "7zAlloc.h"
#include "7zBuf.h"
#include "7zCrc.h"
#include "7zFile.h"

static ISzAlloc allocator = {SzAlloc, SzFree}, temporary = {SzAllocTemp, SzFreeTemp};

static void make_folders(WCHAR *path) {
  for (WCHAR *at = path; *at; at++) {
    if (*at != L'/') continue;
    *at = 0;
    CreateDirectoryW(path, 0);
    *at = L'\\';
  }
}

static void write_file(const WCHAR *path, const Byte *bytes, size_t length) {
  DWORD written;
  HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, 0, CREATE_ALWAYS, 0, 0);
  if (file == INVALID_HANDLE_VALUE) return;
  if (length) WriteFile(file, bytes, (DWORD)length, &written, 0);
  CloseHandle(file);
}

static void extract_all(CSzArEx *archive, ILookInStream *input) {
  static WCHAR path[4096];
  UInt32 block = 0xFFFFFFFF;
  Byte *buffer = 0;
  size_t buffer_size = 0;
  for (UInt32 i = 0; i < archive->NumFiles; i++) {
    size_t offset = 0, length = 0;
    if (SzArEx_GetFileNameUtf16(archive, i, 0) > 4000) continue;
    SzArEx_GetFileNameUtf16(archive, i, (UInt16 *)path);
    make_folders(path);
    if (SzArEx_IsDir(archive, i)) {
      CreateDirectoryW(path, 0);
      continue;
    }
    if (SzArEx_Extract(archive, input, i, &block, &buffer, &buffer_size, &offset, &length, &allocator, &temporary) == SZ_OK)
      write_file(path, buffer + offset, length);
  }
  ISzAlloc_Free(&allocator, buffer);
}

/* Extracts an archive with its paths into the current directory, which NSIS sets by SetOutPath. */
PLUGIN_CALL(Extract) {
  static WCHAR file[4096];
  CFileInStream raw;
  CLookToRead2 input;
  CSzArEx archive;
  pop_text(stack, file, 4096);
  if (InFile_OpenW(&raw.file, file)) return;
  FileInStream_CreateVTable(&raw);
  LookToRead2_CreateVTable(&input, False);
  input.buf = ISzAlloc_Alloc(&allocator, 1 << 18);
  input.bufSize = 1 << 18;
  input.realStream = &raw.vt;
  LookToRead2_INIT(&input);
  CrcGenerateTable();
  SzArEx_Init(&archive);
  if (SzArEx_Open(&archive, &input.vt, &allocator, &temporary) == SZ_OK) extract_all(&archive, &input.vt);
  SzArEx_Free(&archive, &allocator);
  ISzAlloc_Free(&allocator, input.buf);
  File_Close(&raw.file);
}
