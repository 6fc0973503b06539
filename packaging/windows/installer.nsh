; What the installer does beside copying files (electron-builder's templates do that). Texts: messages.nsh.
; Silent roll-out: setup.exe /S [--port=N] [--host=A] [--token-file=F] [--printer=P] [--no-autostart] [--no-firewall]
;   [--service] [--stop-python-agent] [--allow-downgrade] [--force-run]; exit 3: wrong option, 4: an older version,
;   5: installed, but the options could not be handed over.
!include "WordFunc.nsh"
!define PARTS "${__FILEDIR__}"

!define RULE_NAME "SmartPOS Agent"
!define TASK_NAME "SmartPOS Agent"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
; What the technician chose, for updates and repairs. Not the key that the uninstaller of each update deletes.
!define CHOICES_KEY "Software\SmartPOS Agent"

!ifndef BUILD_UNINSTALLER
  Var previousVersion
!endif

; Inserted behind the plug-in folders and the list of languages, which the parts need.
!macro customHeader
  !include "${PARTS}/messages.nsh"
  !include "${PARTS}/token-file.nsh"
  !include "${PARTS}/install-options.nsh"
  !include "${PARTS}/python-agent.nsh"
  !include "${PARTS}/installation.nsh"
  !include "${PARTS}/user-data.nsh"
!macroend

!macro customInit
  ReadRegStr $previousVersion HKLM "${UNINSTALL_REGISTRY_KEY}" "DisplayVersion"
  Call refuseDowngrade
  Call readOptions
  ; The agent that runs before log-on is ended here, so that the task does not count it as failed.
  ReadRegStr $R0 HKLM "${CHOICES_KEY}" "service"
  ${if} $R0 == "1"
    nsExec::Exec '"$SYSDIR\schtasks.exe" /End /TN "${TASK_NAME}"'
    Pop $R0
  ${endIf}
!macroend

!macro customInstall
  SetShellVarContext all
  Call createCommonFolder
  Call keepInstallers
  ${ifNot} ${isUpdated}
    Call writeOptions
    ${if} $previousVersion == ""
      Call takeOverPythonAgent
    ${endIf}
  ${endIf}
  Call setFirewall
  Call setStart
  Call tellLostOptions
  Call deleteTokenFile
!macroend

!macro customUnInstall
  ; An update uninstalls the old version, too: rule, start and choices then stay.
  ${ifNot} ${isUpdated}
    nsExec::Exec '"$SYSDIR\netsh.exe" advfirewall firewall delete rule name="${RULE_NAME}"'
    Pop $0
    nsExec::Exec '"$SYSDIR\schtasks.exe" /Delete /F /TN "${TASK_NAME}"'
    Pop $0
    DeleteRegValue HKLM "${RUN_KEY}" "${APP_ID}"
    DeleteRegKey HKLM "${CHOICES_KEY}"
    Call un.removeUserData
  ${endIf}
!macroend
