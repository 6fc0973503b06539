; The Python agent that this one replaces, where NSSM runs it as a service: its settings are laid ready for the
; application, and stopping it is offered. It is never stopped unasked: until the technician says so, the shop prints by it.
!ifndef BUILD_UNINSTALLER

Var pythonService

; $pythonService = the name of the service whose NSSM parameters start printer_agent, or empty.
Function findPythonAgent
  StrCpy $pythonService ""
  StrCpy $R0 0
  next:
    EnumRegKey $R1 HKLM "SYSTEM\CurrentControlSet\Services" $R0
    StrCmp $R1 "" done
    IntOp $R0 $R0 + 1
    ReadRegStr $R2 HKLM "SYSTEM\CurrentControlSet\Services\$R1\Parameters" "AppParameters"
    StrCmp $R2 "" next
    Push "$R2"
    Call mentionsPrinterAgent
    Pop $R3
    StrCmp $R3 "1" 0 next
    StrCpy $pythonService "$R1"
  done:
  ClearErrors
FunctionEnd

Function mentionsPrinterAgent
  Exch $0
  Push $1
  Push $2
  StrCpy $1 0
  look:
    StrCpy $2 $0 13 $1
    StrCmp $2 "" absent
    StrCmp $2 "printer_agent" present
    IntOp $1 $1 + 1
    Goto look
  present:
    StrCpy $0 "1"
    Goto end
  absent:
    StrCpy $0 "0"
  end:
  Pop $2
  Pop $1
  Exch $0
FunctionEnd

Function takeOverPythonAgent
  Call findPythonAgent
  ${if} $pythonService == ""
    Return
  ${endIf}
  ReadRegStr $R4 HKLM "SYSTEM\CurrentControlSet\Services\$pythonService\Parameters" "AppDirectory"
  ExpandEnvStrings $R4 "$R4"
  Call copyPrinterLines
  StrCpy $R5 "0"
  !insertmacro readSwitch $R5 "stop-python-agent" "1"
  ${if} $R5 != "1"
    MessageBox MB_YESNO|MB_ICONQUESTION "$(pythonAgentFound)" /SD IDNO IDNO leaveIt
  ${endIf}
  nsExec::Exec '"$SYSDIR\sc.exe" stop "$pythonService"'
  Pop $R0
  ; Not deleted: `sc config … start= auto` brings it back.
  nsExec::Exec '"$SYSDIR\sc.exe" config "$pythonService" start= disabled'
  Pop $R0
  leaveIt:
FunctionEnd

; $R4\.env → python-agent.env, the PRINTER_ lines alone: the file may hold secrets of the whole ERP. And the service's own
; command line, which often names host, port and token.
Function copyPrinterLines
  StrCpy $R6 "$APPDATA\SmartPOS Agent\python-agent.env"
  FileOpen $R1 "$R6" w
  FileWrite $R1 "# $pythonService$\r$\n"
  ReadRegStr $R2 HKLM "SYSTEM\CurrentControlSet\Services\$pythonService\Parameters" "AppParameters"
  FileWrite $R1 "SMARTPOS_PYTHON_ARGUMENTS=$R2$\r$\n"
  ${if} ${FileExists} "$R4\.env"
    FileOpen $R0 "$R4\.env" r
    !insertmacro readByteOrderMark $R0 $R5
    nextLine:
      ClearErrors
      ${if} $R5 == "utf16le"
        FileReadUTF16LE $R0 $R2
      ${else}
        FileRead $R0 $R2
      ${endIf}
      IfErrors lastLine
      StrCpy $R3 $R2 8
      StrCmp $R3 "PRINTER_" 0 nextLine
      FileWrite $R1 "$R2"
      Goto nextLine
    lastLine:
    FileClose $R0
  ${endIf}
  FileClose $R1
  ClearErrors
  !insertmacro letAgentTake "$R6"
FunctionEnd

!endif
