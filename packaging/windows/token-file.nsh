; --token-file=FILE: the token never stands on a command line, which every program of the machine can read. The file is
; read and checked before anything is changed, and deleted only when the token has been handed over.
!ifndef BUILD_UNINSTALLER

Var chosenToken
; The file to delete after success; empty: none.
Var tokenFile
Var tokenHandedOver

; Which encoding the byte-order mark of an open file names; the file then stands behind it. RESULT: utf8 (also without a
; mark), utf16le (PowerShell 5 writes it) or utf16be. Uses $R7 to $R9.
!macro readByteOrderMark HANDLE RESULT
  StrCpy $R7 ""
  StrCpy $R8 ""
  StrCpy $R9 ""
  FileReadByte ${HANDLE} $R7
  FileReadByte ${HANDLE} $R8
  FileReadByte ${HANDLE} $R9
  ClearErrors
  StrCpy ${RESULT} "utf8"
  ${if} "$R7 $R8" == "255 254"
    StrCpy ${RESULT} "utf16le"
    FileSeek ${HANDLE} 2 SET
  ${elseIf} "$R7 $R8" == "254 255"
    StrCpy ${RESULT} "utf16be"
    FileSeek ${HANDLE} 2 SET
  ${elseIf} "$R7 $R8 $R9" == "239 187 191"
    FileSeek ${HANDLE} 3 SET
  ${else}
    FileSeek ${HANDLE} 0 SET
  ${endIf}
!macroend

; $R3 = the code of the next character of the file $R1 in the encoding $R2, empty at its end; 0 for half a character.
Function readCharacter
  ClearErrors
  StrCpy $R3 ""
  FileReadByte $R1 $R3
  ${if} ${Errors}
    StrCpy $R3 ""
    ClearErrors
    Return
  ${endIf}
  ${if} $R2 == "utf8"
    Return
  ${endIf}
  FileReadByte $R1 $R4
  ${if} ${Errors}
    StrCpy $R3 0
    ClearErrors
    Return
  ${endIf}
  ${if} $R2 == "utf16le"
    IntOp $R4 $R4 << 8
  ${else}
    IntOp $R3 $R3 << 8
  ${endIf}
  IntOp $R3 $R3 | $R4
FunctionEnd

; $chosenToken = the one word of the open file $R1, as the agent's own check takes it (checkToken in
; src/main/token/token-store.ts): 1 to 512 characters from ! to ~. Blanks and line ends around it do not count.
; $R5 = 1 when it is one, else 0.
Function readToken
  StrCpy $R5 0
  StrCpy $R6 0 ; characters of the token
  StrCpy $R7 0 ; whether its end was seen
  StrCpy $R8 0 ; all characters: a file that goes on for ever is none of ours
  nextCharacter:
    Call readCharacter
    StrCmp $R3 "" endOfFile
    IntOp $R8 $R8 + 1
    IntCmp $R8 4096 0 0 wrong
    ${if} $R3 == 32
    ${orIf} $R3 == 9
    ${orIf} $R3 == 10
    ${orIf} $R3 == 13
      ${if} $R6 > 0
        StrCpy $R7 1
      ${endIf}
      Goto nextCharacter
    ${endIf}
    ; A second word or line is no token, and neither is a first half of one.
    StrCmp $R7 1 wrong
    IntCmp $R3 33 0 wrong
    IntCmp $R3 126 0 0 wrong
    IntOp $R6 $R6 + 1
    IntCmp $R6 512 0 0 wrong
    IntFmt $R4 "%c" $R3
    StrCpy $chosenToken "$chosenToken$R4"
    Goto nextCharacter
  endOfFile:
    StrCmp $R6 0 wrong
    StrCpy $R5 1
    Return
  wrong:
    StrCpy $chosenToken ""
FunctionEnd

!macro refusePublicToken TOKEN
  ${if} $chosenToken S== "${TOKEN}"
    Push "--token-file=$R0$\r$\n$(tokenPublic)"
    Call refuseOption
  ${endIf}
!macroend

Function readTokenFile
  StrCpy $chosenToken ""
  StrCpy $tokenFile ""
  StrCpy $tokenHandedOver "0"
  ${StdUtils.GetParameter} $R0 "token-file" ""
  ${if} $R0 == ""
    ${StdUtils.TestParameter} $R1 "token-file"
    ${if} $R1 == "true"
      Push "--token-file="
      Call refuseOption
    ${endIf}
    Return
  ${endIf}
  ClearErrors
  FileOpen $R1 "$R0" r
  ${if} ${Errors}
    Push "--token-file=$R0$\r$\n$(tokenFileUnreadable)"
    Call refuseOption
  ${endIf}
  !insertmacro readByteOrderMark $R1 $R2
  Call readToken
  FileClose $R1
  ${if} $R5 != 1
    Push "--token-file=$R0$\r$\n$(tokenFileWrong)"
    Call refuseOption
  ${endIf}
  ; publicTokens of src/main/token/token-store.ts; a test compares the two lists.
  !insertmacro refusePublicToken "default_token_change_me"
  !insertmacro refusePublicToken "your_secure_token_here"
  !insertmacro refusePublicToken "your_secure_token_here_change_me"
  !insertmacro refusePublicToken "YOUR_TOKEN"
  ; A share serves other tills; a file on this machine would lie about with a secret in it.
  StrCpy $R1 $R0 2
  ${if} $R1 != "\\"
    StrCpy $tokenFile "$R0"
  ${endIf}
FunctionEnd

; The last step of an installation: one that fails before still has the file for the next try.
Function deleteTokenFile
  ${if} $tokenHandedOver == "1"
  ${andIf} $tokenFile != ""
    Delete "$tokenFile"
  ${endIf}
FunctionEnd

!endif
