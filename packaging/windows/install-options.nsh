; The options of a silent roll-out: read and checked before anything is changed, then handed to the application, which
; takes them at its first start (src/main/settings/install-options.ts) and deletes the file. The token: token-file.nsh.
!ifndef BUILD_UNINSTALLER

Var chosenPort
Var chosenHost
Var chosenPrinter
Var chosenFirewall
Var chosenAutostart
Var chosenService
Var networkChanged
; 1: the options could not be written for the application.
Var optionsLost

; VAR = what an earlier installation chose, or the default.
!macro readChoice VAR NAME DEFAULT
  ReadRegStr ${VAR} HKLM "${CHOICES_KEY}" "${NAME}"
  ${if} ${VAR} == ""
    StrCpy ${VAR} "${DEFAULT}"
  ${endIf}
!macroend

; VAR = VALUE when the option is there, as `--name` or `/name`.
!macro readSwitch VAR NAME VALUE
  ${StdUtils.TestParameter} $R0 "${NAME}"
  ${if} $R0 == "true"
    StrCpy ${VAR} "${VALUE}"
  ${endIf}
!macroend

Function refuseOption
  Pop $R0
  MessageBox MB_OK|MB_ICONSTOP "$(wrongOption)$\r$\n$R0" /SD IDOK
  SetErrorLevel 3
  Quit
FunctionEnd

Function readOptions
  !insertmacro readChoice $chosenPort "port" "8080"
  !insertmacro readChoice $chosenFirewall "firewall" "1"
  !insertmacro readChoice $chosenAutostart "autostart" "1"
  !insertmacro readChoice $chosenService "service" "0"
  StrCpy $networkChanged "0"
  StrCpy $optionsLost "0"
  ${StdUtils.GetParameter} $R0 "port" ""
  ${if} $R0 != ""
    IntOp $R1 $R0 + 0
    ${if} $R1 != $R0
    ${orIf} $R1 < 1
    ${orIf} $R1 > 65535
      Push "--port=$R0"
      Call refuseOption
    ${endIf}
    StrCpy $chosenPort "$R1"
    StrCpy $networkChanged "1"
  ${endIf}
  !insertmacro readSwitch $chosenFirewall "no-firewall" "0"
  !insertmacro readSwitch $networkChanged "no-firewall" "1"
  !insertmacro readSwitch $chosenAutostart "no-autostart" "0"
  !insertmacro readSwitch $chosenService "service" "1"
  ${StdUtils.GetParameter} $chosenHost "host" ""
  ${StdUtils.GetParameter} $chosenPrinter "printer" ""
  Call readTokenFile
FunctionEnd

; %ProgramData%\SmartPOS Agent: administrators write, everybody else reads. Without this any user could lay options there.
Function createCommonFolder
  CreateDirectory "$APPDATA\SmartPOS Agent"
  nsExec::Exec '"$SYSDIR\icacls.exe" "$APPDATA\SmartPOS Agent" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX *S-1-5-19:(OI)(CI)RX'
  Pop $R0
  ${if} $chosenService == "1"
    CreateDirectory "$APPDATA\SmartPOS Agent\data"
    ; The journal of an agent without a user: the account that it runs as (LOCAL SERVICE) and administrators.
    nsExec::Exec '"$SYSDIR\icacls.exe" "$APPDATA\SmartPOS Agent\data" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-19:(OI)(CI)M'
    Pop $R0
  ${endIf}
FunctionEnd

; FILE may be read and deleted by the account that the agent runs as, once, at its first start.
!macro letAgentTake FILE
  ${if} $chosenService == "1"
    nsExec::Exec '"$SYSDIR\icacls.exe" "${FILE}" /inheritance:r /grant:r *S-1-5-18:F *S-1-5-32-544:F *S-1-5-19:(R,D)'
  ${else}
    nsExec::Exec '"$SYSDIR\icacls.exe" "${FILE}" /inheritance:r /grant:r *S-1-5-18:F *S-1-5-32-544:F *S-1-5-32-545:(R,D)'
  ${endIf}
  Pop $R0
!macroend

!macro writeOption HANDLE NAME VALUE
  ${if} "${VALUE}" != ""
    FileWriteUTF16LE ${HANDLE} "${NAME}=${VALUE}$\r$\n"
  ${endIf}
!macroend

Function writeOptions
  WriteRegStr HKLM "${CHOICES_KEY}" "port" "$chosenPort"
  WriteRegStr HKLM "${CHOICES_KEY}" "firewall" "$chosenFirewall"
  WriteRegStr HKLM "${CHOICES_KEY}" "autostart" "$chosenAutostart"
  WriteRegStr HKLM "${CHOICES_KEY}" "service" "$chosenService"
  StrCpy $R3 ""
  ${StdUtils.GetParameter} $R0 "port" ""
  ${if} "$R0$chosenHost$chosenPrinter$chosenToken" == ""
    Return
  ${endIf}
  StrCpy $R2 "$APPDATA\SmartPOS Agent\install-options.txt"
  ClearErrors
  FileOpen $R1 "$R2" w
  FileWriteUTF16LE /BOM $R1 "version=${VERSION}$\r$\n"
  ${if} $R0 != ""
    !insertmacro writeOption $R1 "port" "$chosenPort"
  ${endIf}
  !insertmacro writeOption $R1 "host" "$chosenHost"
  !insertmacro writeOption $R1 "printer" "$chosenPrinter"
  !insertmacro writeOption $R1 "token" "$chosenToken"
  FileClose $R1
  ${if} ${Errors}
    Delete "$R2"
    ClearErrors
    StrCpy $optionsLost "1"
    Return
  ${endIf}
  !insertmacro letAgentTake "$R2"
  StrCpy $tokenHandedOver "1"
FunctionEnd

; The program is installed, but starts with a token and settings of its own: whoever rolls it out must hear of it.
Function tellLostOptions
  ${if} $optionsLost == "1"
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(optionsNotWritten)" /SD IDOK
    SetErrorLevel 5
    Quit
  ${endIf}
FunctionEnd

!endif
