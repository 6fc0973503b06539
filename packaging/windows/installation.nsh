; What is changed on the machine beside the copied files.
!ifndef BUILD_UNINSTALLER

Function refuseDowngrade
  ${if} $previousVersion == ""
    Return
  ${endIf}
  ${VersionCompare} "${VERSION}" "$previousVersion" $R0
  ${if} $R0 == "2"
    ${StdUtils.TestParameter} $R1 "allow-downgrade"
    ${if} $R1 != "true"
      MessageBox MB_OK|MB_ICONSTOP "$(downgradeRefused)" /SD IDOK
      SetErrorLevel 4
      Quit
    ${endIf}
  ${endIf}
FunctionEnd

; The installer of this version and of the one before it: a repair and a way back without a network.
Function keepInstallers
  StrCpy $R0 "$APPDATA\SmartPOS Agent\installers"
  CreateDirectory "$R0"
  ${if} "$EXEPATH" == "$R0\current.exe"
    Return
  ${endIf}
  ${if} "$EXEPATH" != "$R0\previous.exe"
  ${andIf} $previousVersion != ""
  ${andIf} $previousVersion != "${VERSION}"
  ${andIf} ${FileExists} "$R0\current.exe"
    Delete "$R0\previous.exe"
    Rename "$R0\current.exe" "$R0\previous.exe"
  ${endIf}
  CopyFiles /SILENT "$EXEPATH" "$R0\current.exe"
  ClearErrors
FunctionEnd

Function setFirewall
  ; An update keeps the rule as it is; a first installation, a repair and a new choice make it again.
  ${if} $previousVersion != ""
  ${andIf} $previousVersion != "${VERSION}"
  ${andIf} $networkChanged != "1"
    Return
  ${endIf}
  nsExec::Exec '"$SYSDIR\netsh.exe" advfirewall firewall delete rule name="${RULE_NAME}"'
  Pop $R0
  ${if} $chosenFirewall == "1"
    nsExec::Exec '"$SYSDIR\netsh.exe" advfirewall firewall add rule name="${RULE_NAME}" dir=in action=allow program="$INSTDIR\${APP_EXECUTABLE_FILENAME}" protocol=TCP localport=$chosenPort profile=domain,private enable=yes'
    Pop $R0
    ${if} $R0 != "0"
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(firewallFailed)" /SD IDOK
    ${endIf}
  ${endIf}
FunctionEnd

; Either at log-on, hidden, for every user of the till; or at boot, before anybody logs in. Never both.
Function setStart
  ${if} $chosenService == "1"
    DeleteRegValue HKLM "${RUN_KEY}" "${APP_ID}"
    nsExec::Exec '"$SYSDIR\schtasks.exe" /Create /F /TN "${TASK_NAME}" /XML "$INSTDIR\resources\service-task.xml"'
    Pop $R0
    ${if} $R0 != "0"
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(serviceFailed)" /SD IDOK
    ${endIf}
    nsExec::Exec '"$SYSDIR\schtasks.exe" /Run /TN "${TASK_NAME}"'
    Pop $R0
    Return
  ${endIf}
  ${if} $chosenAutostart == "1"
    WriteRegStr HKLM "${RUN_KEY}" "${APP_ID}" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" --hidden'
  ${else}
    DeleteRegValue HKLM "${RUN_KEY}" "${APP_ID}"
  ${endIf}
FunctionEnd

!endif
