; The installer of Retivasc for Windows: per machine, into Program Files. Compiled by installer.py, which
; gives VERSION, VERSION_NUMBER (a.b.c.d), TREE, LICENCE, ICON, INSTALL_LIST, UNINSTALL_LIST, LONGEST_PATH (of
; the tree, in characters), SIZE_KB, TARGET, OUTPUT and, to sign, SIGN (a command that takes a file's name at its end).
;
; Switches of setup.exe:
;   /S            silent: no page, no question
;   /DESKTOP=1|0  with a shortcut on the desktop or without (at first without; an upgrade keeps what was chosen)
;   /OPENWITH=0|1 without or with the entries of "Open with" (at first with; an upgrade keeps what was chosen)
;   /DOWNGRADE    replace a newer version without asking
;   /LANG=1033|2052  English or Chinese pages (otherwise the language of Windows)
;   /D=C:\folder  where to; must be the last one, without quotation marks. ASCII only: Qt 5 does not start elsewhere.
;                 Outside Program Files the folder gets the rights that Program Files has, with all that is in it
; Switches of uninstall.exe:
;   /S            silent
;   /PURGE        the machine's settings too. What belongs to users is never touched
;   /LANG=…       as above
;   _?=C:\folder  (last) stay in place, so that the caller can wait for the exit code; leaves uninstall.exe behind
;
; Exit codes of both (0 to 2 are NSIS's own):
;   0 done, 1 cancelled by a person, 2 a file could not be written, 10 not Windows 10 or 11 of 64 bits, 11 the folder
;   cannot be used, 12 a newer version is installed, 13 the program is running, 14 the installed version could not be
;   removed, 15 not enough free space

Unicode true
Target ${TARGET}
ManifestDPIAware true
ManifestLongPathAware true
ManifestSupportedOS Win10
RequestExecutionLevel admin
SetCompressor /SOLID lzma
SetCompressorDictSize 32
SetDateSave off ; the same tree gives the same installer
AllowSkipFiles off

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include Sections.nsh
!include WinVer.nsh
!include WordFunc.nsh
!include x64.nsh
!include "${UNINSTALL_LIST}"

!define NAME "Retivasc"
!define OWN_KEY "Software\Retivasc"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Retivasc"
!define APP_PATH_KEY "Software\Microsoft\Windows\CurrentVersion\App Paths\retivasc.exe"
!define APPLICATION_KEY "Software\Classes\Applications\retivasc.exe"
!define PROG_ID "Retivasc.Photograph"
!define WINDOWS_PATH_LIMIT 259
!define REPARSE_POINT 0x400

!define EXIT_OLD_WINDOWS 10
!define EXIT_BAD_FOLDER 11
!define EXIT_NEWER_INSTALLED 12
!define EXIT_RUNNING 13
!define EXIT_OLD_STAYS 14
!define EXIT_NO_SPACE 15

Name "${NAME} ${VERSION}"
BrandingText "${NAME} ${VERSION}"
OutFile "${OUTPUT}"
; No InstallDir: empty in .onInit means that /D was not given.

!ifdef SIGN
  !finalize `${SIGN} "%1"` = 0
  !uninstfinalize `${SIGN} "%1"` = 0
!endif

Var OldVersion
Var OldFolder

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_LICENSEPAGE_BUTTON "$(^NextBtn)"
!define MUI_LICENSEPAGE_TEXT_TOP "$(LICENCE_TOP)"
!define MUI_LICENSEPAGE_TEXT_BOTTOM "$(LICENCE_BOTTOM)"
!define MUI_PAGE_HEADER_TEXT "$(LICENCE_HEADER)"
!define MUI_PAGE_HEADER_SUBTEXT "$(LICENCE_SUBHEADER)"
; No "run it now" at the end: it would run with the installer's rights.
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_COMPONENTS
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE AskForFolder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

; Of these two NSIS takes the one of Windows' display language, or the first.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"
!include "languages\English.nsh"
!include "languages\SimpChinese.nsh"

VIProductVersion "${VERSION_NUMBER}"
VIFileVersion "${VERSION_NUMBER}"
!macro DescribeFile language
  VIAddVersionKey /LANG=${language} "ProductName" "${NAME}"
  VIAddVersionKey /LANG=${language} "ProductVersion" "${VERSION}"
  VIAddVersionKey /LANG=${language} "FileVersion" "${VERSION_NUMBER}"
  VIAddVersionKey /LANG=${language} "FileDescription" "Retivasc Setup"
  VIAddVersionKey /LANG=${language} "CompanyName" "Retivasc"
  VIAddVersionKey /LANG=${language} "LegalCopyright" "GPL-3.0-or-later"
!macroend
!insertmacro DescribeFile ${LANG_ENGLISH}
!insertmacro DescribeFile ${LANG_SIMPCHINESE}

; Say why and leave. Silent, only the exit code speaks.
!macro Fail code text
  SetErrorLevel ${code}
  MessageBox MB_OK|MB_ICONSTOP "${text}" /SD IDOK
  Quit
!macroend

!macro ChooseLanguage
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/LANG=" $R1
  ${IfNot} ${Errors}
    StrCpy $LANGUAGE $R1
  ${EndIf}
!macroend

; $R9 = 1 while one of the programs in the folder runs: Windows lets nobody write a running file.
!macro DefineIsRunning un
  Function ${un}IsRunning
    StrCpy $R9 0
    !insertmacro TryWriting "$INSTDIR\retivasc.exe"
    !insertmacro TryWriting "$INSTDIR\retivasc-cli.exe"
  FunctionEnd
!macroend
!macro TryWriting path
  ${If} ${FileExists} "${path}"
    ClearErrors
    FileOpen $R8 "${path}" a
    ${If} ${Errors}
      StrCpy $R9 1
    ${Else}
      FileClose $R8
    ${EndIf}
  ${EndIf}
!macroend
!insertmacro DefineIsRunning ""
!insertmacro DefineIsRunning "un."

!macro WaitUntilClosed un
  ${Do}
    Call ${un}IsRunning
    ${If} $R9 = 0
      ${Break}
    ${EndIf}
    ${If} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDCANCEL`
      SetErrorLevel ${EXIT_RUNNING}
      Quit
    ${EndIf}
  ${Loop}
!macroend

Function .onInit
  !insertmacro ChooseLanguage
  ${IfNot} ${IsNativeAMD64}
  ${OrIfNot} ${AtLeastWin10}
    !insertmacro Fail ${EXIT_OLD_WINDOWS} "$(OLD_WINDOWS)"
  ${EndIf}
  SetRegView 64
  SetShellVarContext all
  ReadRegStr $OldVersion HKLM "${OWN_KEY}" "Version"
  ReadRegStr $OldFolder HKLM "${OWN_KEY}" "InstallDir"
  ${If} $INSTDIR == ""
    StrCpy $INSTDIR $OldFolder
  ${EndIf}
  ${If} $INSTDIR == ""
    StrCpy $INSTDIR "$PROGRAMFILES64\Retivasc"
  ${EndIf}
  Call RefuseDowngrade
  Call ChooseSections
  ${If} ${Silent}
    Call CheckFolder
    ${If} $R9 = 1
      !insertmacro Fail ${EXIT_BAD_FOLDER} "$(BAD_FOLDER)"
    ${EndIf}
  ${EndIf}
FunctionEnd

Function RefuseDowngrade
  ${If} $OldVersion == ""
    Return
  ${EndIf}
  ${VersionCompare} "$OldVersion" "${VERSION}" $R0
  ${GetParameters} $R1
  ClearErrors
  ${GetOptions} $R1 "/DOWNGRADE" $R2
  ${If} $R0 = 1 ; the first is newer
  ${AndIf} ${Errors}
  ${AndIf} ${Cmd} `MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(NEWER_INSTALLED)" /SD IDNO IDNO`
    SetErrorLevel ${EXIT_NEWER_INSTALLED}
    Quit
  ${EndIf}
FunctionEnd

; $R9 = 1 if Qt or Windows could not work in $INSTDIR.
Function CheckFolder
  StrCpy $R9 0
  StrLen $R0 "$INSTDIR\"
  IntOp $R0 $R0 + ${LONGEST_PATH}
  ${If} $R0 > ${WINDOWS_PATH_LIMIT}
    StrCpy $R9 1
  ${EndIf}
  System::Call '*(&w${NSIS_MAX_STRLEN} "$INSTDIR") p.r0'
  StrCpy $R1 $0
  ${Do}
    System::Call '*$R1(&i2 .r2)'
    IntOp $2 $2 & 0xFFFF
    ${If} $2 = 0
      ${Break}
    ${ElseIf} $2 > 0x7E
      StrCpy $R9 1
    ${EndIf}
    IntOp $R1 $R1 + 2
  ${Loop}
  System::Free $0
FunctionEnd

Function AskForFolder
  Call CheckFolder
  ${If} $R9 = 1
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(BAD_FOLDER)"
    Abort
  ${EndIf}
FunctionEnd

Section "$(SECTION_PROGRAM)" SectionProgram
  SectionIn RO
  Call RefuseFullDrive
  !insertmacro WaitUntilClosed ""
  Call RemoveOldVersion
  SetOutPath "$INSTDIR"
  Call ProtectProgram
  ; First, so that an installation which fails half-way can be removed.
  WriteUninstaller "$INSTDIR\uninstall.exe"
  Call Register
  !include "${INSTALL_LIST}"
  SetOutPath "$INSTDIR"
  ; Last: what did not get here is no newer version that an older one would have to spare.
  WriteRegStr HKLM "${OWN_KEY}" "Version" "${VERSION}"
  CreateShortcut "$SMPROGRAMS\Retivasc.lnk" "$INSTDIR\retivasc.exe" "" "" "" "" "" "$(DESCRIPTION)"
  Call ProtectSettings
SectionEnd

Section /o "$(SECTION_DESKTOP)" SectionDesktop
  CreateShortcut "$DESKTOP\Retivasc.lnk" "$INSTDIR\retivasc.exe" "" "" "" "" "" "$(DESCRIPTION)"
SectionEnd

Section "$(SECTION_FILES)" SectionFiles
  Call OfferOpenWith
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionProgram} $(ABOUT_PROGRAM)
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionDesktop} $(ABOUT_DESKTOP)
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionFiles} $(ABOUT_FILES)
!insertmacro MUI_FUNCTION_DESCRIPTION_END

; What was chosen last time, unless a switch says otherwise.
!macro ChooseSection section name
  ReadRegDWORD $R2 HKLM "${OWN_KEY}" "${name}"
  ClearErrors
  ${GetOptions} $R0 "/${name}=" $R1
  ${IfNot} ${Errors}
    StrCpy $R2 $R1
  ${EndIf}
  ${If} $R2 == "1"
    !insertmacro SelectSection ${section}
  ${ElseIf} $R2 == "0"
    !insertmacro UnselectSection ${section}
  ${EndIf}
!macroend
Function ChooseSections
  ${GetParameters} $R0
  !insertmacro ChooseSection ${SectionDesktop} "DESKTOP"
  !insertmacro ChooseSection ${SectionFiles} "OPENWITH"
FunctionEnd
!macro RememberSection section name
  ${If} ${SectionIsSelected} ${section}
    WriteRegDWORD HKLM "${OWN_KEY}" "${name}" 1
  ${Else}
    WriteRegDWORD HKLM "${OWN_KEY}" "${name}" 0
  ${EndIf}
!macroend

; Before the old version goes: a full drive must not leave the clinic without either.
; In MB: comparisons are of 32 bits, and in KB a drive of 2 TB would look full.
!define /math SIZE_MB ${SIZE_KB} / 1024
Function RefuseFullDrive
  ${GetRoot} "$INSTDIR" $R0
  ${DriveSpace} "$R0\" "/D=F /S=M" $R1
  ${IfNot} ${Errors}
  ${AndIf} $R1 <= ${SIZE_MB}
    !insertmacro Fail ${EXIT_NO_SPACE} "$(NO_SPACE)"
  ${EndIf}
FunctionEnd

Function RemoveOldVersion
  ${IfNot} ${FileExists} "$OldFolder\uninstall.exe"
    Return
  ${EndIf}
  ; With _?= it does not move to a temporary copy of itself: ExecWait waits, and gets the exit code.
  StrCpy $R0 -1
  ClearErrors
  ExecWait '"$OldFolder\uninstall.exe" /S _?=$OldFolder' $R0
  ${If} $R0 = ${EXIT_RUNNING}
    !insertmacro Fail ${EXIT_RUNNING} "$(RUNNING)"
  ${ElseIf} $R0 <> 0
  ${OrIf} ${Errors} ; it could not be started
    !insertmacro Fail ${EXIT_OLD_STAYS} "$(OLD_STAYS)"
  ${EndIf}
  Delete "$OldFolder\uninstall.exe"
  RMDir "$OldFolder"
FunctionEnd

Function Register
  WriteRegStr HKLM "${OWN_KEY}" "InstallDir" "$INSTDIR"
  !insertmacro RememberSection ${SectionDesktop} "DESKTOP"
  !insertmacro RememberSection ${SectionFiles} "OPENWITH"
  WriteRegStr HKLM "${APP_PATH_KEY}" "" "$INSTDIR\retivasc.exe"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\retivasc.exe"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "Publisher" "Retivasc"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoRepair" 1
FunctionEnd

; $R9 = 1 if the path is a link or a junction (or cannot be asked): what is done to it is done elsewhere.
!macro IsLink path
  System::Call 'kernel32::GetFileAttributes(t "${path}") i .R9'
  IntOp $R9 $R9 & ${REPARSE_POINT}
  ${If} $R9 <> 0
    StrCpy $R9 1
  ${EndIf}
!macroend

; One call of icacls; $R8 = 1 if it failed.
!macro SetRights path rights
  nsExec::Exec '"$SYSDIR\icacls.exe" "${path}" ${rights}'
  Pop $R9
  ${If} $R9 != 0
    StrCpy $R8 1
  ${EndIf}
!macroend

; The folder $R7 gets the rights of Program Files: administrators and Windows write, users read.
; $R8 = 1 if it did not.
Function Protect
  StrCpy $R8 1
  !insertmacro IsLink "$R7"
  ${If} $R9 = 1
    DetailPrint "$(LINK_LEFT_ALONE)"
    Return
  ${EndIf}
  StrCpy $R8 0
  ; By their identifiers: the names of SYSTEM, Administrators and Users are translated. Reset first: whoever made the
  ; folder may have granted rights of their own, which /grant:r leaves.
  !insertmacro SetRights "$R7" "/setowner *S-1-5-32-544"
  !insertmacro SetRights "$R7" "/reset"
  !insertmacro SetRights "$R7" "/inheritance:r \
    /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX"
  ${If} $R8 = 1
    DetailPrint "$(NOT_PROTECTED)"
  ${EndIf}
FunctionEnd

; A program that any user may change would run as whoever starts it. Program Files is safe as it is.
Function ProtectProgram
  GetFullPathName $R7 "$INSTDIR"
  StrLen $R0 "$PROGRAMFILES64\"
  StrCpy $R1 "$R7\" $R0
  ${If} $R1 != "$PROGRAMFILES64\"
    Call Protect
  ${EndIf}
FunctionEnd

; Anybody may make folders in ProgramData. Who owned this one could lock the settings of all users.
Function ProtectSettings
  StrCpy $R7 "$APPDATA\retivasc"
  CreateDirectory "$R7"
  Call Protect
  ${If} $R8 = 1
    Return
  ${EndIf}
  ; A file that lay there before keeps what it says, but not who may change it.
  StrCpy $R7 "$APPDATA\retivasc\settings.json"
  ${IfNot} ${FileExists} "$R7"
    Return
  ${EndIf}
  !insertmacro IsLink "$R7"
  ${If} $R9 = 1
    DetailPrint "$(LINK_LEFT_ALONE)"
    Return
  ${EndIf}
  !insertmacro SetRights "$R7" "/setowner *S-1-5-32-544"
  !insertmacro SetRights "$R7" "/reset"
  ${If} $R8 = 1
    DetailPrint "$(NOT_PROTECTED)"
  ${EndIf}
FunctionEnd

!macro OfferSuffix suffix
  WriteRegStr HKLM "Software\Classes\${suffix}\OpenWithProgids" "${PROG_ID}" ""
  WriteRegStr HKLM "${APPLICATION_KEY}\SupportedTypes" "${suffix}" ""
  WriteRegStr HKLM "${OWN_KEY}\Capabilities\FileAssociations" "${suffix}" "${PROG_ID}"
!macroend
!macro WithdrawSuffix suffix
  DeleteRegValue HKLM "Software\Classes\${suffix}\OpenWithProgids" "${PROG_ID}"
  DeleteRegKey /ifempty HKLM "Software\Classes\${suffix}\OpenWithProgids"
  DeleteRegKey /ifempty HKLM "Software\Classes\${suffix}"
!macroend
!macro ForEachSuffix what
  !insertmacro ${what} ".dcm"
  !insertmacro ${what} ".png"
  !insertmacro ${what} ".jpg"
  !insertmacro ${what} ".jpeg"
  !insertmacro ${what} ".tif"
  !insertmacro ${what} ".tiff"
  !insertmacro ${what} ".bmp"
!macroend
!macro TellExplorer
  ; SHCNE_ASSOCCHANGED
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

; Listed under "Open with" and in Windows' default apps; the default itself is a person's choice.
Function OfferOpenWith
  WriteRegStr HKLM "Software\Classes\${PROG_ID}" "" "$(FILE_TYPE)"
  WriteRegStr HKLM "Software\Classes\${PROG_ID}\DefaultIcon" "" "$INSTDIR\retivasc.exe,0"
  WriteRegStr HKLM "Software\Classes\${PROG_ID}\shell\open\command" "" '"$INSTDIR\retivasc.exe" "%1"'
  WriteRegStr HKLM "${APPLICATION_KEY}" "FriendlyAppName" "${NAME}"
  WriteRegStr HKLM "${APPLICATION_KEY}\shell\open\command" "" '"$INSTDIR\retivasc.exe" "%1"'
  WriteRegStr HKLM "${OWN_KEY}\Capabilities" "ApplicationName" "${NAME}"
  WriteRegStr HKLM "${OWN_KEY}\Capabilities" "ApplicationDescription" "$(DESCRIPTION)"
  WriteRegStr HKLM "Software\RegisteredApplications" "${NAME}" "${OWN_KEY}\Capabilities"
  !insertmacro ForEachSuffix OfferSuffix
  !insertmacro TellExplorer
FunctionEnd

Function un.onInit
  !insertmacro ChooseLanguage
  SetRegView 64
  SetShellVarContext all
FunctionEnd

Section Uninstall
  !insertmacro WaitUntilClosed "un."
  ; Exactly what was installed, by name. A folder goes only if it is empty then: whoever installed into a folder with
  ; other files, or put some there since, keeps them.
  ClearErrors
  !insertmacro DeleteFiles
  ${If} ${Errors}
    ; The entry in Windows' settings stays, to try again.
    SetErrorLevel ${EXIT_OLD_STAYS}
    MessageBox MB_OK|MB_ICONSTOP "$(FILES_STAY)" /SD IDOK
    Quit
  ${EndIf}
  !insertmacro RemoveFolders
  Delete "$SMPROGRAMS\Retivasc.lnk"
  Delete "$DESKTOP\Retivasc.lnk"
  !insertmacro ForEachSuffix WithdrawSuffix
  DeleteRegKey HKLM "Software\Classes\${PROG_ID}"
  DeleteRegKey HKLM "${APPLICATION_KEY}"
  DeleteRegKey HKLM "${APP_PATH_KEY}"
  DeleteRegValue HKLM "Software\RegisteredApplications" "${NAME}"
  DeleteRegKey HKLM "${OWN_KEY}"
  DeleteRegKey HKLM "${UNINSTALL_KEY}"
  !insertmacro TellExplorer
  Call un.ForgetSettings
  SetOutPath "$TEMP" ; Windows keeps the folder a program is in
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
SectionEnd

Function un.ForgetSettings
  !insertmacro IsLink "$APPDATA\retivasc"
  ${If} $R9 = 1
    Return
  ${EndIf}
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/PURGE" $R1
  ${IfNot} ${Errors}
    Delete "$APPDATA\retivasc\settings.json"
  ${EndIf}
  RMDir "$APPDATA\retivasc" ; only if nothing is in it
FunctionEnd
