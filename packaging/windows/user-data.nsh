; Journal, settings, token and logs stay when the program goes, unless somebody says otherwise: they are the shop's.
!ifdef BUILD_UNINSTALLER

Function un.removeUserData
  SetShellVarContext all
  RMDir /r "$APPDATA\SmartPOS Agent\installers"
  Delete "$APPDATA\SmartPOS Agent\install-options.txt"
  Delete "$APPDATA\SmartPOS Agent\python-agent.env"
  RMDir "$APPDATA\SmartPOS Agent"
  ${StdUtils.TestParameter} $R0 "delete-app-data"
  ${if} $R0 != "true"
    ; The templates make even an uninstallation with questions silent, and a silent MessageBox with /SD is not shown.
    ${GetParameters} $R1
    ClearErrors
    ${GetOptions} $R1 "/S" $R2
    IfErrors 0 keep
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(deleteData)" IDNO keep
  ${endIf}
  RMDir /r "$APPDATA\SmartPOS Agent"
  StrCpy $R0 0
  nextProfile:
    EnumRegKey $R1 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList" $R0
    StrCmp $R1 "" keep
    IntOp $R0 $R0 + 1
    ReadRegStr $R2 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\$R1" "ProfileImagePath"
    StrCmp $R2 "" nextProfile
    ExpandEnvStrings $R2 "$R2"
    RMDir /r "$R2\AppData\Local\smartpos-agent"
    RMDir /r "$R2\AppData\Roaming\smartpos-agent"
    RMDir /r "$R2\AppData\Roaming\SmartPOS Agent"
    Goto nextProfile
  keep:
  Call un.removeInstallerCopies
  ClearErrors
FunctionEnd

; electron-builder keeps a copy of the installer in the profile of whoever installed.
Function un.removeInstallerCopies
  StrCpy $R0 0
  nextProfile:
    EnumRegKey $R1 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList" $R0
    StrCmp $R1 "" done
    IntOp $R0 $R0 + 1
    ReadRegStr $R2 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\$R1" "ProfileImagePath"
    StrCmp $R2 "" nextProfile
    ExpandEnvStrings $R2 "$R2"
    RMDir /r "$R2\AppData\Local\smartpos-agent-updater"
    Goto nextProfile
  done:
FunctionEnd

!endif
